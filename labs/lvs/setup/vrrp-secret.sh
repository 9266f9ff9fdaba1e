# A password of this session for the pair.
sed -i 's/auth_pass .*/auth_pass ${secret}/' /etc/keepalived/keepalived.conf
systemctl restart keepalived
