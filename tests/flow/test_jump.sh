#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The clock is moved a year ahead under a running daemon, and put back: no mail goes for it, people are told.
. "$(dirname "$0")/../support/flow.sh"
command -v cc >/dev/null || { printf '1..1\nok 1 - a clock that is moved # SKIP there is no compiler here\n'; exit 0; }
! nm -D "$B/circulard" 2>/dev/null | grep -q __asan_init || { printf '1..1\nok 1 - a clock that is moved # SKIP a sanitizer must come first\n'; exit 0; }
flow_start
# The daemon's own time(), ahead by what stands in a file; its children keep the true one.
cat >"$dir/moved.c" <<'C'
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
static const volatile long *ahead;
__attribute__((constructor)) static void begin(void)
{
    int fd = open(getenv("MOVED_FILE"), O_RDONLY | O_CLOEXEC);
    ahead = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    unsetenv("LD_PRELOAD");
}
time_t time(time_t *at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    time_t moved = now.tv_sec + *ahead;
    return at ? (*at = moved) : moved;
}
C
cc -shared -fPIC -o "$dir/moved.so" "$dir/moved.c" || exit 1
move() { /usr/bin/python3 -c 'import sys; open(sys.argv[1], "r+b").write(int(sys.argv[2]).to_bytes(8, "little", signed=True))' "$dir/moved" "$1"; }
head -c 8 /dev/zero >"$dir/moved"
sed -i '1i reminders = { send_hour = 0; };' "$dir/circulard.conf"
echo 'alarms = { to = ( "it@ministry.example" ); };' >>"$dir/circulard.conf"
write_letter fishing "Fishing vessels" "$(LC_ALL=C date -d '+40 days' '+%-d %B %Y')"
sed -i "s/^Date: .*/Date: $(LC_ALL=C date -R)/" "$dir/fishing.letter"
deliver "$dir/fishing.letter"
MOVED_FILE=$dir/moved LD_PRELOAD=$dir/moved.so "$B/circulard" -c "$dir/circulard.conf" >/dev/null 2>>"$dir/log" &
daemon=$!
told() { [ "$(sent | grep -c "^$1@.*$2")" -ge 1 ]; }
check "a matter is told of" within told anna "Fishing vessels"
move $((400 * 86400 - 1)) # two clocks that are read in whole seconds differ by that
"$B/circularctl" note 1 "look again" -c "$dir/circulard.conf" >/dev/null
check "a clock that is moved a year ahead is told at once" within told it "the clock"
check "... with what is to be done" within says "$dir/log" "moved ahead by 400 days"
sleep 2
check "... and nothing is overdue for it" same "$(sent | grep -c Overdue)" 0
move 0
"$B/circularctl" note 1 "and again" -c "$dir/circulard.conf" >/dev/null
check "put right, reminders go on" within says "$dir/log" "the clock was put right"
"$B/circularctl" due 1 "$(date -d '+20 days' +%F)" -c "$dir/circulard.conf" >/dev/null
check "... at once" within told anna "New date"
check "nobody was told twice" same "$(sent | grep -c '^it@')" 1
kill "$daemon"; wait "$daemon"
check "the daemon ends well" test $? -eq 0
daemon=
finish
