using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>The machine code of the child for this architecture; its source is in Code/.</summary>
internal static unsafe partial class ChildCode
{
    /// <summary>The entry point of the code in the launcher.</summary>
    internal const int LaunchOffset = 0x80;

    /// <summary>The address of the memory in the launcher, which is built into the code.</summary>
    internal const ulong LaunchMemory = 0x10_0001_0000;

    private static readonly Lazy<nint> s_page = new(Map);

    internal static bool IsSupported => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    internal static ReadOnlySpan<byte> Bytes => For(RuntimeInformation.ProcessArchitecture);

    internal static ReadOnlySpan<byte> For(Architecture architecture) => architecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        _ => throw new PlatformNotSupportedException("Processes in namespaces are started on x86-64 and arm64 only."),
    };

    /// <summary>Gets whether the code is mapped. It is not if the system does not let this process map executable memory.</summary>
    internal static bool IsMapped => s_page.Value != 0;

    /// <summary>Clones the calling process. The child runs the table. Returns the process ID or a negative errno.</summary>
    internal static nint Spawn(ChildHeader* header) => ((delegate* unmanaged<ChildHeader*, nint>)s_page.Value)(header);

    // A file that is written once and mapped for reading and executing. No memory is ever both writable and executable or changes
    // from one to the other, so this works where that is forbidden.
    private static nint Map()
    {
        using SafeFileHandle file = ChildFile.Create("LinuxNamespaces", executed: false);
        if (file.IsInvalid || !ChildFile.Write(file, Bytes, 0))
        {
            return 0;
        }

        void* address = Libc.mmap(null, (nuint)Bytes.Length, Linux.PROT_READ | Linux.PROT_EXEC, Linux.MAP_PRIVATE, file, 0);
        return (nint)address == -1 ? 0 : (nint)address;
    }
}
