# What _gov_resolve found, as the hooks use it. $1 is _gov_news of the last time, empty the first time, when a
# version that no file of a project asks for is no news. _gov_text is what to say now, if anything;
# _gov_tree and, where they are exported, _gov_tools are GOROOT and GOTOOLDIR, empty when not gov's.
_gov_answer() {
  _gov_where=$_gov_file${_gov_line:+:$_gov_line}
  _gov_news=${_gov_name:-none} _gov_tree= _gov_tools=
  case ${_gov_invalid:+invalid}${_gov_missing:+missing}:${_gov_missing:-$_gov_name} in
    invalid*) _gov_text="$_gov_where names no Go version; run: gov current --why" ;;
    missing:system) _gov_text="there is no Go but gov's on PATH (asked for by $_gov_where)" ;;
    missing:[0123456789]*)
      _gov_text="Go $_gov_missing is not installed (asked for by $_gov_where); run: gov install $_gov_missing"
      ;;
    missing:*) _gov_text="no toolchain is called $_gov_missing (asked for by $_gov_where); run: gov list" ;;
    :) _gov_text='no Go is installed; run: gov install' ;;
    :system) _gov_text="system Go${_gov_where:+ ($_gov_where)}" ;;
    *)
      _gov_text="Go $_gov_name${_gov_where:+ ($_gov_where)}"
      _gov_tree=$_gov_root/versions/$_gov_name/go
      if [ -n "$_gov_export" ]; then _gov_find_tools; fi
      ;;
  esac
  if [ -n "$_gov_missing" ]; then _gov_news=$_gov_text; fi
  case $1:$_gov_missing:$_gov_kind in
    "$_gov_news":* | ::home | ::default | ::newest | ::system | ::none) _gov_text= ;;
  esac
}

_gov_find_tools() {
  for _gov_tools in "$_gov_tree/pkg/tool/$_gov_host" "$_gov_tree"/pkg/tool/*_*; do
    if [ -d "$_gov_tools" ]; then return; fi
  done
  _gov_tools=
}
