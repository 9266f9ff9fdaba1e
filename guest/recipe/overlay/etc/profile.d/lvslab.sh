# bash-completion takes most of a second to load under emulation: do it at the first Tab.
if [ -n "${BASH_VERSION-}" ] && [ -n "${PS1-}" ]; then
  _lvslab_completion() {
    complete -r -D
    . /usr/share/bash-completion/bash_completion
    return 124
  }
  complete -D -F _lvslab_completion
  alias ls='ls --color=auto' ll='ls -l --color=auto'
fi
