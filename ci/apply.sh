#!/bin/sh
# Does exactly what a saved plan says, or refuses with 4 because something moved. Exits as `assistantctl apply` does.
# INT, TERM and HUP go on to the program, which ends what is in flight and then itself, with 3.
#
#   apply.sh [PLAN]            default: the plan that plan.sh saved
#
#   ASSISTANTCTL_APPLY_FLAGS   more flags of `apply`, such as --keep 20, separated by spaces
#   ASSISTANTCTL_CHECKS  true: nothing is applied that does not pass its checks; what plan.sh asked is not asked again.
#                        False or empty: checks are asked where the environment requires them; anything else ends with 64
#   ASSISTANTCTL_CHECKS_BUDGET   what their answers may cost, in dollars; 1 without it
#   ASSISTANTCTL_TAKEOVER        true: the run that holds the lock is dead, and this one goes on in its place
#   ASSISTANTCTL_ALLOW_OLDER     true: a plan that goes back behind the commit that is live is carried out
#   and what program.sh lists
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ci/program.sh
. "$here/program.sh"

# finish CODE [CODES] <REPORT: says how it ended, and ends.
finish() {
    case $1 in
        0) title="Applied" ;;
        3) title="Applied in part (exit code 3): run it again, the next plan has what is left" ;;
        4) title="Refused (exit code 4): nothing was changed" ;;
        64) title="Wrong usage (exit code 64): nothing was changed" ;;
        *)
            title="Not applied (exit code $1)"
            [ "$1" -le 128 ] ||
                title="Killed (exit code $1): it may be half applied; the next apply goes on from what is there"
            ;;
    esac
    title=$title${2:-}
    { printf '## %s\n\n' "$title"; preformatted; } | summarise
    set_output apply-exitcode "$1"
    [ "$1" = 0 ] || [ -z "${GITHUB_ACTIONS:-}" ] || echo "::error title=assistantctl apply::$title"
    exit "$1"
}

for name in CHECKS TAKEOVER ALLOW_OLDER; do
    require_switch "ASSISTANTCTL_$name" || finish 64 </dev/null
done
plan=${1:-$output/plan}
log=$output/apply.log

# Nobody reviewed going back: a job that runs once more has the commit of then.
if [ "${ASSISTANTCTL_ALLOW_OLDER:-}" != true ] && "$program" show "$plan" --dir "$directory" --format json 2>/dev/null |
    jq -r '.assistantctl.warnings[] | select(.code == "older-than-live") | "error: \(.message) [\(.code)]"' >"$log" &&
    [ -s "$log" ]; then
    shown <"$log" >&2
    codes=$(codes_in "$log")
    finish 4 "$codes" <"$log"
fi

set -- apply "$plan" --dir "$directory" ${environment:+--env "$environment"} --yes --no-color
[ "${ASSISTANTCTL_CHECKS:-}" != true ] || set -- "$@" --require-checks
[ "${ASSISTANTCTL_TAKEOVER:-}" != true ] || set -- "$@" --takeover
set -- "$@" ${ASSISTANTCTL_CHECKS_BUDGET:+--budget "$ASSISTANTCTL_CHECKS_BUDGET"}
set -f
# shellcheck disable=SC2086
set -- "$@" ${ASSISTANTCTL_APPLY_FLAGS:-}
set +f

# The report is shown while it grows, by programs that a signal to all of a job does not end.
rm -f "$output/apply.pipe"
mkfifo "$output/apply.pipe"
(trap '' INT TERM HUP && tee "$log" <"$output/apply.pipe" | shown) &
caught=0 child=
trap 'caught=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || :' INT TERM HUP
"$program" "$@" >"$output/apply.pipe" 2>&1 &
child=$!
[ "$caught" = 0 ] || kill -TERM "$child"
code=0
wait "$child" || code=$?
while [ "$caught" = 1 ]; do
    caught=0 last=0
    wait "$child" || last=$?
    # 127: the wait that the signal ended had the code already.
    [ "$last" = 127 ] || code=$last
done
trap '' INT TERM HUP
wait
rm -f "$output/apply.pipe"
codes=
[ "$code" = 0 ] || codes=$(codes_in "$log")
finish "$code" "$codes" <"$log"
