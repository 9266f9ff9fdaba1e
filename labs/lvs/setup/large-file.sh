# Something to download that takes a while.
head -c 3000000 /dev/urandom >/var/www/html/large
