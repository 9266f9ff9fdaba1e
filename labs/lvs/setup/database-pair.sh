# Two databases, each the replica of the other (asynchronous, by GTID), and the tools of the lab; keepalived is the learner's.
apt-get install -y -q mariadb-server keepalived >/dev/null
case $(hostname) in
db1) id=1 peer=10.0.0.8 ;;
*) id=2 peer=10.0.0.7 ;;
esac
cat >/etc/mysql/mariadb.conf.d/90-pair.cnf <<END
[mysqld]
bind-address = 0.0.0.0
server-id = $id
log_bin = /var/log/mysql/binlog
# Rows that are inserted on both at once get numbers of their own: odd ones on db1, even ones on db2.
auto_increment_increment = 2
auto_increment_offset = $id
innodb_buffer_pool_size = 16M
performance_schema = OFF
END
mkdir -p /var/log/mysql
chown mysql: /var/log/mysql
systemctl restart mariadb
mysql <<END
SET sql_log_bin = 0;
CREATE DATABASE lab;
CREATE TABLE lab.orders (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(20));
CREATE USER lab@'10.0.0.%' IDENTIFIED BY 'lab';
GRANT ALL ON lab.* TO lab@'10.0.0.%';
CREATE USER repl@'10.0.0.%' IDENTIFIED BY 'repl';
GRANT REPLICATION SLAVE ON *.* TO repl@'10.0.0.%';
CHANGE MASTER TO MASTER_HOST='$peer', MASTER_USER='repl', MASTER_PASSWORD='repl', MASTER_CONNECT_RETRY=2, MASTER_USE_GTID=slave_pos;
START SLAVE;
END
cat >/usr/local/bin/has-vip <<'END'
#!/bin/sh
# Does this machine have the VIP now?
[ -n "$(ip -4 -o addr show dev eth0 to ${vip}/32)" ]
END
chmod +x /usr/local/bin/has-vip
