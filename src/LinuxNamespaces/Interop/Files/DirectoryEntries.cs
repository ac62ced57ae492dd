using System.Buffers.Binary;

namespace LinuxNamespaces.Interop;

/// <summary>Parses the directory entries of getdents64(2).</summary>
internal static class DirectoryEntries
{
    // struct linux_dirent64: inode, offset, length, type, name.
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;
    private const byte DT_DIR = 4;

    /// <summary>Gets the names except "." and "..". Names of directories end with a '/'.</summary>
    internal static List<string> Read(ReadOnlySpan<byte> entries)
    {
        List<string> names = [];
        while (TryTake(ref entries, out ReadOnlySpan<byte> name, out bool isDirectory))
        {
            string text = LinuxText.Decode(name);
            if (text is not ("." or ".."))
            {
                names.Add(isDirectory ? text + "/" : text);
            }
        }

        return names;
    }

    /// <summary>Removes and returns the first entry.</summary>
    /// <returns>False when there is none.</returns>
    internal static bool TryTake(ref ReadOnlySpan<byte> entries, out ReadOnlySpan<byte> name, out bool isDirectory)
    {
        name = default;
        isDirectory = false;
        if (entries.IsEmpty)
        {
            return false;
        }

        int length = entries.Length > NameAt ? BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthAt..]) : 0;
        if (length <= NameAt || length > entries.Length)
        {
            throw new InvalidDataException("The list of directory entries is truncated.");
        }

        name = entries[NameAt..length];
        name = name.IndexOf((byte)0) is >= 0 and int end ? name[..end] : name;
        isDirectory = entries[TypeAt] == DT_DIR;
        entries = entries[length..];
        return true;
    }
}
