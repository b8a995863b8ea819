#!/bin/sh
# Looks whether somebody changed the account since the last apply. Exits as `assistantctl drift` does: 0 nothing,
# 2 drift.
# It takes what program.sh lists.
#
# Writes $ASSISTANTCTL_OUTPUT/drift.md (for issue.sh), also when there is none. On GitHub it prints an annotation, fills
# the step's summary, and sets the output exitcode.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ci/program.sh
. "$here/program.sh"

set -- drift --dir "$directory" ${environment:+--env "$environment"} --no-color
rm -f "$output/outputs.env"
code=0
"$program" "$@" >"$output/drift.txt" 2>"$output/drift.log" || code=$?
cat "$output/drift.txt" "$output/drift.log" | shown

case $code in
    0) title="No drift" ;;
    2) title="The account changed since the last apply" ;;
    *) title="No answer about drift: assistantctl failed (exit code $code)" ;;
esac
{
    printf '## %s\n\n' "$title"
    [ "$code" = 0 ] || cat "$output/drift.txt" "$output/drift.log" | preformatted
    origin
} >"$output/drift.body"
summarise <"$output/drift.body"
first=$(marker | sed 's/^<!-- assistantctl /<!-- assistantctl drift /')
{ echo "$first"; cat "$output/drift.body"; } >"$output/drift.md"
rm -f "$output/drift.body"

if [ -n "${GITHUB_ACTIONS:-}" ]; then
    case $code in
        0) ;;
        2) echo "::warning title=assistantctl drift::$title; the summary says what" ;;
        *) echo "::error title=assistantctl drift::$title" ;;
    esac
fi
set_output exitcode "$code"
exit "$code"
