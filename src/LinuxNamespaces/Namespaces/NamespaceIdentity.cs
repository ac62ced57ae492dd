using System.Globalization;

namespace LinuxNamespaces;

/// <summary>
/// What makes a namespace the same as another: the device and inode number of its nsfs file.
/// </summary>
/// <param name="Device">The device number of the nsfs file system, as in <c>st_dev</c>.</param>
/// <param name="Inode">The inode number, as in <c>net:[4026531833]</c>.</param>
/// <remarks>
/// The kernel gives an inode number to another namespace once the first is gone, so an identity means something only
/// while the namespace is known to live; a <see cref="NamespaceHandle"/> keeps it alive. See ioctl_ns(2), NOTES.
/// </remarks>
public readonly record struct NamespaceIdentity(ulong Device, ulong Inode)
{
    /// <summary>Device and inode, as in <c>4:4026531833</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Device}:{Inode}");
}
