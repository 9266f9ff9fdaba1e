# The director knows the way to realservers of another network.
ip route replace 10.2.0.0/24 via 10.0.0.1
