# An entry of a connection that has ended stays for 10 s instead of 120, so that one try does not weigh on the next for two minutes.
ipvsadm --set 900 10 300
