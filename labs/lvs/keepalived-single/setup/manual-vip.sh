# What the labs before this one left: a VIP that somebody bound by hand.
ifconfig eth0:0 ${vip} netmask 255.255.255.0 up
