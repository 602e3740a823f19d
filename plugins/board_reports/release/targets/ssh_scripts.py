"""What is said to the shell of a host: small scripts that need sh and coreutils, and take only words known to be safe.

Each goes to `sh -s` by its standard input, so that the login shell of the account does not matter.
"""

from __future__ import annotations

from board_reports.release.targets.host import LEASE, LOCK, MARK

_BEGIN = f"""\
set -eu
umask 022
LC_ALL=C; export LC_ALL
root=$1 owner=$2
cd -- "$root" 2>/dev/null || {{ echo missing; exit 0; }}
mark={MARK} lock={LOCK}
sweep() {{
    rm -rf -- .public.new .gone
    kept=$(readlink public || :)
    for one in releases/* releases/.[!.]*; do
        if [ -e "$one" ] || [ -L "$one" ]; then
            [ "$one" = "$kept" ] || rm -rf -- "$one"
        fi
    done
}}
mine() {{
    [ "$(readlink "$lock" || :)" = "$owner" ] || {{ echo busy; exit 0; }}
}}
"""

LOOK = (
    _BEGIN
    + """\
command -v rsync >/dev/null || { echo no-rsync; exit 0; }
if [ -f "$mark" ] && [ ! -L "$mark" ]; then
    echo "mark $(head -c 2000 "$mark" | tr -d '\\n')"
elif [ -z "$(ls -A | while read -r one; do
    case $one in "$lock" | "$mark.new") ;; *) echo "$one" ;; esac
done)" ]; then
    echo empty
fi
[ -w . ] || echo not-writable
for one in releases rules; do
    if [ -L "$one" ]; then echo "is-a-link $one"; fi
done
if [ -L public ]; then
    echo "public $(readlink public)"
elif [ -e public ]; then
    echo public-is-no-link
fi
for one in releases/* releases/.[!.]*; do
    for two in "$one"/reports/* "$one"/cy/reports/*; do
        if [ -d "$two" ]; then echo "slug ${two##*/}"; fi
    done
done
echo end
"""
)

STRIP = (
    _BEGIN
    + """\
shift 2
for slug in "$@"; do
    for try in 1 2 3 4 5 6 7 8 9; do
        found=
        for one in releases/*/reports/"$slug" releases/*/cy/reports/"$slug" \\
            releases/.[!.]*/reports/"$slug" releases/.[!.]*/cy/reports/"$slug"; do
            if [ -e "$one" ] || [ -L "$one" ]; then
                found=yes
                rm -rf -- "$one"
            fi
        done
        [ -n "$found" ] || break
    done
    [ -z "$found" ] || { echo left; exit 0; }
done
echo end
"""
)

HOLD = (
    _BEGIN
    + f"""\
if ! ln -sT -- "$owner" "$lock" 2>/dev/null; then
    [ -L "$lock" ] || {{ echo not-writable; exit 0; }}
    age=$(($(date +%s) - $(stat -c %Y -- "$lock")))
    if [ "$(readlink "$lock")" != "$owner" ] && [ "$age" -lt {LEASE} ]; then
        echo busy
        exit 0
    fi
    ln -sfT -- "$owner" "$lock"
fi
[ -f "$mark" ] || {{ printf '%s\\n' "$3" >"$mark.new"; mv -T -- "$mark.new" "$mark"; }}
mkdir -p releases rules
sweep
echo end
"""
)

SWITCH = (
    _BEGIN
    + """\
mine
name=$3 number=1
while [ -e "releases/$name" ]; do
    number=$((number + 1))
    name=$3.$number
done
mv -T -- "releases/$3.new" "releases/$name"
sync -f -- "releases/$name" 2>/dev/null || sync
ln -sT -- "releases/$name" .public.new
mv -T -- .public.new public
sync -- . 2>/dev/null || :
sweep
echo "public releases/$name"
echo end
"""
)

LET_GO = (
    _BEGIN
    + """\
if [ "$(readlink "$lock" || :)" = "$owner" ]; then rm -f -- "$lock"; fi
echo end
"""
)

EMPTY = (
    _BEGIN
    + """\
rm -f -- public
rm -rf -- releases rules .gone .public.new "$mark.new"
rm -f -- "$lock" "$mark"
echo end
"""
)
