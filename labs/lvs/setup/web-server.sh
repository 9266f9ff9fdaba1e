# A realserver's web service with a page that tells which machine answered.
printf '%s\n' "$(hostname)" >/var/www/html/index.html
systemctl start nginx
