#!/bin/sh
# What is selected in this directory, for the fish hook: four fields, each ended by a NUL. $1 is the first of
# them from the last time. Written by gov, which overwrites changes.
_gov_root=@ROOT@
_gov_host=@HOST@
_gov_export=@EXPORT@
_gov_may_cd=1

. "$_gov_root/shell/resolve.sh"

_gov_resolve
_gov_answer "$1"
printf '%s\0' "$_gov_news" "$_gov_text" "$_gov_tree" "$_gov_tools"
