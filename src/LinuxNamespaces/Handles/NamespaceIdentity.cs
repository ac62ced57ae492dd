using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Identifies a namespace by the device and inode number of its nsfs file.</summary>
/// <remarks>
/// The kernel reuses the inode number of a namespace that no longer exists. So an identity is valid only while the namespace is known to exist;
/// a <see cref="NamespaceHandle"/> keeps it alive. See ioctl_ns(2), NOTES.
/// </remarks>
public readonly record struct NamespaceIdentity
{
    /// <summary>Creates an identity.</summary>
    /// <param name="device">The device number of the nsfs file system, as in <c>st_dev</c>.</param>
    /// <param name="inode">The inode number, as in <c>net:[4026531833]</c>.</param>
    public NamespaceIdentity(ulong device, ulong inode)
    {
        Device = device;
        Inode = inode;
    }

    /// <summary>Gets the device number of the nsfs file system, as in <c>st_dev</c>.</summary>
    public ulong Device { get; }

    /// <summary>Gets the inode number, as in <c>net:[4026531833]</c>.</summary>
    public ulong Inode { get; }

    /// <summary>Gets the identity of an open file.</summary>
    internal static NamespaceIdentity Of(SafeHandle file) => Of(SystemCalls.Examine(file, "examine a namespace file"));

    /// <summary>Gets the identity of a file that has been examined.</summary>
    internal static NamespaceIdentity Of(in statx file) => new(SystemCalls.DeviceOf(file.stx_dev_major, file.stx_dev_minor), file.stx_ino);

    /// <summary>Gets the text of the links under <c>/proc/PID/ns</c>, such as <c>net:[4026531833]</c>.</summary>
    internal string ToKernelName(NamespaceTypes type) => string.Create(CultureInfo.InvariantCulture, $"{type.ProcName()}:[{Inode}]");

    /// <summary>Returns the device and inode number, as in <c>4:4026531833</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Device}:{Inode}");
}
