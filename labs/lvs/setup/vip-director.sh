# The VIP on the director, and no rules yet: a health checker is to write them.
ip addr replace ${vip}/24 dev eth0
