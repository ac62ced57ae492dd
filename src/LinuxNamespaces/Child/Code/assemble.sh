#!/bin/sh
# Assembles the code of the child and writes it as C#: ./assemble.sh, after a change of x64.S or arm64.S.
# Needs binutils for both architectures (Debian: binutils, binutils-aarch64-linux-gnu).
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bytes() { # SOURCE ASSEMBLER OBJCOPY: the bytes of the text section, as hexadecimal lines
    "$2" -o "$work/$1.o" "$1.S"
    "$3" -O binary -j .text "$work/$1.o" "$work/$1.bin"
    od -An -v -tx1 -w16 "$work/$1.bin" | sed 's/ \(..\)/ 0x\1,/g; s/^ /        /'
}

emit() { # NAME SOURCE ASSEMBLER OBJCOPY
    {
        echo '// Written by Code/assemble.sh; do not edit.'
        echo 'namespace LinuxNamespaces.Child;'
        echo
        echo 'internal static partial class ChildCode'
        echo '{'
        echo "    /// <summary>The text of Code/$2.S.</summary>"
        echo "    internal static ReadOnlySpan<byte> $1 =>"
        echo '    ['
        bytes "$2" "$3" "$4"
        echo '    ];'
        echo '}'
    } > "$work/out"
    cp "$work/out" "${5:-.}/ChildCode.$1.cs"
}

target=${1:-.}
emit X64 x64 "${X64_PREFIX:-}as" "${X64_PREFIX:-}objcopy" "$target"
emit Arm64 arm64 "${ARM64_PREFIX-aarch64-linux-gnu-}as" "${ARM64_PREFIX-aarch64-linux-gnu-}objcopy" "$target"
