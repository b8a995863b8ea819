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

# The flag for ASSISTANTCTL_CHECKS, if any. Whatever is neither true nor false is a mistake: it must not let through
# what nobody checked.
checks_flag() {
    case ${ASSISTANTCTL_CHECKS:-} in
        true) echo --require-checks ;;
        false | "") ;;
        *) echo "error: ASSISTANTCTL_CHECKS is $ASSISTANTCTL_CHECKS: it is true, false or empty" >&2; return 64 ;;
    esac
}

# Appends to the outputs of a GitHub step; elsewhere to a file that later jobs read.
set_output() {
    printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-$output/outputs.env}"
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
