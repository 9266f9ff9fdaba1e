# The VIP, and ip_vs; the rules are the learner's.
ip addr replace ${vip}/24 dev eth0
