# shellcheck shell=sh
# How plan.sh, apply.sh and drift.sh call the program; they source this file.
#
#   ASSISTANTCTL                the program; default assistantctl
#   ASSISTANTCTL_ENVIRONMENT    default: what project.yaml says
#   ASSISTANTCTL_DIRECTORY      the folder of project.yaml; default assistants
#   ASSISTANTCTL_OUTPUT         a folder for what the scripts write; default .assistantctl-ci

program=${ASSISTANTCTL:-assistantctl}
environment=${ASSISTANTCTL_ENVIRONMENT:-}
directory=${ASSISTANTCTL_DIRECTORY:-assistants}
output=${ASSISTANTCTL_OUTPUT:-.assistantctl-ci}
# Plans and comments hold prompts, which can be confidential.
umask 077
mkdir -p "$output"

command -v "$program" >/dev/null || {
    echo "error: the program $program is not there: put assistantctl on the PATH, or its path into ASSISTANTCTL" >&2
    exit 1
}

# complain TITLE TEXT: an error, on GitHub as an annotation.
complain() {
    if [ -n "${GITHUB_ACTIONS:-}" ]; then echo "::error title=$1::$2" >&2; else echo "error: $2" >&2; fi
}

# require_switch NAME: fails for a variable that is neither true nor false nor empty. That is a mistake, which must not let
# through what nobody checked.
require_switch() {
    eval "set -- $1 \"\${$1:-}\""
    case $2 in
        true | false | "") ;;
        *) complain "Wrong input" "$1 is $2: it is true, false or empty"; return 64 ;;
    esac
}

# Appends to what later steps and jobs read, and to the outputs of a GitHub step.
set_output() {
    printf '%s=%s\n' "$1" "$2" >>"$output/outputs.env"
    [ -z "${GITHUB_OUTPUT:-}" ] || printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

summarise() {
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat >>"$GITHUB_STEP_SUMMARY"; else cat >/dev/null; fi
}

# Standard input to standard output, obeyed by nobody: GitHub's runner takes lines that begin with `::` for commands,
# and a prompt may have such lines.
shown() {
    if [ -z "${GITHUB_ACTIONS:-}" ]; then
        cat
        return
    fi
    stop=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    echo "::stop-commands::$stop"
    cat
    printf '\n::%s::\n' "$stop"
}

# Standard input as text that neither Markdown nor HTML changes: at most 40,000 bytes of it.
preformatted() {
    echo '<pre>'
    head -c 40000 | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g'
    echo '</pre>'
}

# The codes of the errors and refusals in a log, as ` [locked]`.
codes_in() {
    sed -n -e '/^\([^ ]*: \)\{0,1\}error: /b code' -e '/^\([^ ]*: \)\{0,1\}refused: /b code' -e d \
        -e ': code' -e 's/.*\[\([a-z-]*\)\]$/\1/p' "$1" | sort -u | sed 's/.*/ [&]/' | tr -d '\n'
}

# setting KEY: a plain name at the top level of project.yaml, if it is one.
setting() {
    sed -n "s/^$1:[ \"']*\([a-z0-9-]*\)[\"']* *\(#.*\)\{0,1\}\$/\1/p" "$directory/project.yaml" 2>/dev/null | head -n 1
}

# The marker of this project's comment for results that the program could not print; nothing if the project has no
# readable name, because a comment under another marker would never be updated.
marker() {
    project=$(setting project)
    name=${environment:-$(setting default_environment)}
    if [ -n "$project" ] && [ -n "$name" ]; then
        echo "<!-- assistantctl project=$project environment=$name -->"
    fi
}

# Of which commit and run a comment is, in a line; nothing where nobody says it.
origin() {
    commit=${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-${CI_COMMIT_SHA:-}} run=${CI_PIPELINE_URL:-}
    if [ -n "${GITHUB_RUN_ID:-}" ]; then
        run=${GITHUB_SERVER_URL:-https://github.com}/${GITHUB_REPOSITORY:-}/actions/runs/$GITHUB_RUN_ID
        # What GitHub checks out is a merge of it that nobody knows.
        commit=$(jq -r '.pull_request.head.sha // empty' "${GITHUB_EVENT_PATH:-/dev/null}" 2>/dev/null) || commit=
        commit=${commit:-${GITHUB_SHA:-}}
    fi
    [ -z "$commit" ] ||
        printf '\nOf commit %s%s.\n' "$(printf %.7s "$commit")" "${run:+, in [this run]($run)}"
}
