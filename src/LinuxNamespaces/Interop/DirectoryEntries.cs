using System.Buffers.Binary;
using System.Text;

namespace LinuxNamespaces.Interop;

/// <summary>What getdents64(2) gives.</summary>
internal static class DirectoryEntries
{
    // struct linux_dirent64: inode, offset, length, type, name.
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;
    private const byte DT_DIR = 4;

    /// <summary>The names, but "." and ".."; those of directories end with a '/'.</summary>
    internal static List<string> Read(ReadOnlySpan<byte> entries)
    {
        List<string> names = [];
        while (entries.Length > 0)
        {
            int length = entries.Length > NameAt ? BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthAt..]) : 0;
            if (length <= NameAt || length > entries.Length)
            {
                throw new InvalidDataException("The list of names in a directory is cut.");
            }

            ReadOnlySpan<byte> name = entries[NameAt..length];
            int end = name.IndexOf((byte)0);
            string text = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
            if (text is not ("." or ".."))
            {
                names.Add(entries[TypeAt] == DT_DIR ? text + "/" : text);
            }

            entries = entries[length..];
        }

        return names;
    }
}
