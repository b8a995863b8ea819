#!/bin/sh
# Does exactly what a saved plan says, or refuses with 4 because something moved. Exits as `assistantctl apply` does.
#
#   apply.sh [PLAN]            default: the plan that plan.sh saved
#
#   ASSISTANTCTL_APPLY_FLAGS   more flags of `apply`, such as --keep 20, separated by spaces
#   ASSISTANTCTL_CHECKS  true: nothing is applied that does not pass its checks; what plan.sh asked is not asked again. False or empty: checks are not
#                        asked; anything else ends with 64
#   and what program.sh lists
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ci/program.sh
. "$here/program.sh"

checks=$(checks_flag) || exit 64
plan=${1:-$output/plan}
set -- apply "$plan" --dir "$directory" ${environment:+--env "$environment"} --yes --no-color ${checks:+"$checks"}
set -f
# shellcheck disable=SC2086
set -- "$@" ${ASSISTANTCTL_APPLY_FLAGS:-}
set +f

# The report is shown while it grows. The code comes through a file: the end of a pipe is all that sh knows.
rm -f "$output/apply.code"
{
    code=0
    "$program" "$@" 2>&1 || code=$?
    echo "$code" >"$output/apply.code"
} | tee "$output/apply.log" | shown
code=$(cat "$output/apply.code")

case $code in
    0) title="Applied" ;;
    3) title="Applied in part (exit code 3): run it again, the next plan has what is left" ;;
    4) title="Refused (exit code 4): nothing was changed" ;;
    *) title="Not applied (exit code $code)" ;;
esac
{ printf '## %s\n\n' "$title"; preformatted <"$output/apply.log"; } | summarise
set_output apply-exitcode "$code"
[ "$code" = 0 ] || [ -z "${GITHUB_ACTIONS:-}" ] || echo "::error title=assistantctl apply::$title"
exit "$code"
