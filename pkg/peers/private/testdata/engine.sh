#!/bin/sh
# Plays a container engine for one Redis: takes the engine's words and runs the redis-server of this machine instead.
dir=$(dirname "$0")
echo "$*" >>"$dir/calls"
launch() { redis-server "$@" --port "$(cat "$dir/port")" --daemonize yes --pidfile "$dir/pid" --dir "$dir" >/dev/null; }
tell() { redis-cli -p "$(cat "$dir/port")" "$@" >/dev/null 2>&1; }
case $1 in
info) ;;
run)
	while [ $# -gt 0 ]; do
		case $1 in
		-p) echo "$2" | cut -d: -f2 >"$dir/port" && shift ;;
		docker.io/library/redis:*) break ;;
		esac
		shift
	done
	shift 2
	launch "$@" && echo "Status: Downloaded newer image" && echo 0123abcd
	;;
start) launch --save "" ;;
kill) kill -9 "$(cat "$dir/pid")" ;;
wait) while tell ping; do :; done ;;
stop | rm) tell shutdown nosave || true ;;
pause) kill -STOP "$(cat "$dir/pid")" ;;
unpause) kill -CONT "$(cat "$dir/pid")" ;;
*) echo "unknown word $1" >&2 && exit 125 ;;
esac
