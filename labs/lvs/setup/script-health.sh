# The course's health check as it is printed in 1.9.3, with this session's addresses; and the service that it looks after.
ip addr replace ${vip}/24 dev eth0
ipvsadm -A -t ${vip}:80 -s wrr
ipvsadm -a -t ${vip}:80 -r 10.0.0.8:80 -g -w 1
ipvsadm -a -t ${vip}:80 -r 10.0.0.9:80 -g -w 1
cat >/root/check_lvs.sh <<'END'
#!/bin/bash
#
 VIP=${vip}
 CPORT=80
 FAIL_BACK=127.0.0.1
 RS=("10.0.0.8" "10.0.0.9")
 declare -a RSSTATUS
 RW=("2" "1")
 RPORT=80
 TYPE=g
 CHKLOOP=3
 LOG=/var/log/ipvsmonitor.log
 addrs(){
          ipvsadm -a -t $VIP:$CPORT -r $1:$RPORT -$TYPE -w $2
          [ $? -eq 0 ] && return 0 || return 1
 }
 delrs(){
          ipvsadm -d -t $VIP:$CPORT -r $1:$RPORT
          [ $? -eq 0 ] && return 0 || return 1
 }
 checkrs(){
          local I=1
          while [ $I -le $CHKLOOP ]; do
            if `curl http://$1 >/dev/null 2>&1` &> /dev/null; then
              return 0
            fi
            let I++
          done
          return 1
}
initstatus(){
            local I
            local COUNT=0;
            for I in ${RS[*]}; do
              if ipvsadm -L -n | grep "$I:$RPORT" &> /dev/null ; then
                RSSTATUS[$COUNT]=1
              else
                RSSTATUS[$COUNT]=0
              fi
              let COUNT++
             done
 }
        initstatus
        while true; do
          let COUNT=0
          for I in ${RS[*]}; do
            if checkrs $I; then
              if [ ${RSSTATUS[$COUNT]} -eq 0 ]; then
                 addrs $I ${RW[$COUNT]}
                 [ $? -eq 0 ] && RSSTATUS[$COUNT]=1 && echo "`date +'%F %H:%M:%S'`, $I is back." >> $LOG
              fi
            else
              if [ ${RSSTATUS[$COUNT]} -eq 1 ]; then
                 delrs $I
                 [ $? -eq 0 ] && RSSTATUS[$COUNT]=0 && echo "`date +'%F %H:%M:%S'`, $I is gone." >> $LOG
              fi
           fi

            let COUNT++
          done
          sleep 5
        done
END
