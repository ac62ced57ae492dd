using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>The answer of statmount(2) about a mount.</summary>
internal sealed unsafe class ListedMount
{
    private readonly byte[] _texts;

    /// <param name="answer">The answer of the kernel, which is copied.</param>
    internal ListedMount(ReadOnlySpan<byte> answer)
    {
        Facts = MemoryMarshal.Read<statmount>(answer);
        // The size is unsigned: as an int it may be negative.
        int length = (int)Math.Clamp(Facts.size, (uint)sizeof(statmount), (uint)answer.Length);
        _texts = answer[sizeof(statmount)..length].ToArray();
    }

    /// <summary>The numbers.</summary>
    internal statmount Facts { get; }

    /// <summary>The type of the file system.</summary>
    internal ReadOnlySpan<byte> FileSystem => Text(Linux.STATMOUNT_FS_TYPE, Facts.fs_type);

    /// <summary>Gets the subtype, as of FUSE file systems.</summary>
    internal ReadOnlySpan<byte> FileSystemSubtype => Text(Linux.STATMOUNT_FS_SUBTYPE, Facts.fs_subtype);

    /// <summary>Gets the root of the mount in the file system, as in <c>net:[4026531833]</c>.</summary>
    internal ReadOnlySpan<byte> Root => Text(Linux.STATMOUNT_MNT_ROOT, Facts.mnt_root);

    /// <summary>Gets the mount point; empty if it cannot be reached from the root directory.</summary>
    internal ReadOnlySpan<byte> Point => Text(Linux.STATMOUNT_MNT_POINT, Facts.mnt_point);

    /// <summary>Gets the source of the mount.</summary>
    internal ReadOnlySpan<byte> Source => Text(Linux.STATMOUNT_SB_SOURCE, Facts.sb_source);

    /// <summary>The options of the file system, escaped as in /proc/PID/mountinfo.</summary>
    internal ReadOnlySpan<byte> Options => Text(Linux.STATMOUNT_MNT_OPTS, Facts.mnt_opts);

    // The kernel does not set the flag of an empty value.
    private ReadOnlySpan<byte> Text(uint flag, uint offset)
    {
        if ((Facts.mask & flag) == 0 || offset > _texts.Length)
        {
            return [];
        }

        ReadOnlySpan<byte> text = _texts.AsSpan((int)offset);
        return text.IndexOf((byte)0) is >= 0 and int end ? text[..end] : text;
    }
}
