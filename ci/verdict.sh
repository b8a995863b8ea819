#!/bin/sh
# Turns the exit code of a plan into that of a job, after the comment is written: 0 (nothing to do) and 2 (changes)
# pass.
#
#   verdict.sh CODE [locked]   with `locked` it is only a warning that another run holds the lock, if nothing else is
#                              refused: a plan changes nothing, and the lock passes
#
#   ASSISTANTCTL_TAKEOVER      true: the same, because the apply that follows takes over
#   ASSISTANTCTL_OUTPUT        the folder where plan.sh wrote outputs.env; default .assistantctl-ci
set -eu
code=${1:-}
outputs=${ASSISTANTCTL_OUTPUT:-.assistantctl-ci}/outputs.env
refused=$(sed -n 's/^refused=//p' "$outputs" 2>/dev/null) || refused=
case $code in
    0)
        if grep -q '^plan=$' "$outputs" 2>/dev/null; then
            echo "Not planned: the manifests are valid."
        else
            echo "Nothing to do."
        fi
        ;;
    2) echo "Changes are planned." ;;
    4)
        if [ "$refused" = locked ] && { [ "${2:-}" = locked ] || [ "${ASSISTANTCTL_TAKEOVER:-}" = true ]; }; then
            text="another run holds the lock of the environment [locked]; the plan says which, and until when"
            if [ -n "${GITHUB_ACTIONS:-}" ]; then echo "::warning title=Locked::$text"; else echo "warning: $text" >&2; fi
            exit 0
        fi
        echo "error: apply would refuse this plan${refused:+ [$refused]} (exit code 4); the comment and the summary say why" >&2
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
