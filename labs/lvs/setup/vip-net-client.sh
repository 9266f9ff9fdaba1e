# A client knows the way to a whole network of VIPs: by way of the director.
ip route replace ${many}.0/24 via 10.0.0.7
