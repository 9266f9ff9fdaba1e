# A database of its own, as Debian installs it: it listens on 127.0.0.1 only. Whoever comes from the lab's network may read the lab's.
apt-get install -y -q mariadb-server >/dev/null
printf '[mysqld]\ninnodb_buffer_pool_size = 16M\nperformance_schema = OFF\n' >/etc/mysql/mariadb.conf.d/90-small.cnf
systemctl restart mariadb
mysql <<END
CREATE DATABASE lab;
CREATE TABLE lab.host (name VARCHAR(20));
INSERT INTO lab.host VALUES ('$(hostname)');
CREATE USER lab@'10.0.0.%' IDENTIFIED BY 'lab';
GRANT ALL ON lab.* TO lab@'10.0.0.%';
END
