#!/bin/sh
# Turns the exit code of a plan into that of a job, after the comment is written: 0 (nothing to do) and 2 (changes)
# pass.
#
#   verdict.sh CODE
set -eu
code=${1:-}
case $code in
    0) echo "Nothing to do." ;;
    2) echo "Changes are planned." ;;
    4)
        echo "error: apply would refuse this plan (exit code 4); the comment and the summary say why" >&2
        exit 4
        ;;
    '' | *[!0-9]*)
        echo "error: the plan did not come to its end" >&2
        exit 1
        ;;
    *)
        echo "error: there is no plan: assistantctl ended with exit code $code" >&2
        exit "$code"
        ;;
esac
