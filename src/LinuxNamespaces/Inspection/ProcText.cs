using System.Buffers.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Inspection;

/// <summary>Parses files and links of /proc; proc(5). Malformed text is ignored, never an error.</summary>
internal static class ProcText
{
    // Fields of /proc/PID/stat, counted from the one after the name.
    private const int State = 0;
    private const int Parent = 1;
    private const int Flags = 6;
    private const int Threads = 17;

    // linux/sched.h of the kernel: PF_EXITING, PF_KTHREAD.
    private const uint Exiting = 0x4;
    private const uint KernelThread = 0x200000;

    /// <summary>Parses a link to a namespace, such as <c>net:[4026531833]</c>.</summary>
    internal static bool TryParseNamespace(ReadOnlySpan<byte> link, out NamespaceTypes type, out ulong inode)
    {
        foreach (NamespaceKind kind in NamespaceKinds.List)
        {
            if (TryParseNumber(link, kind.LinkPrefix, out inode))
            {
                type = kind.Type;
                return true;
            }
        }

        (type, inode) = (NamespaceTypes.None, 0);
        return false;
    }

    /// <summary>Parses a link to a socket, such as <c>socket:[8312]</c>.</summary>
    internal static bool TryParseSocket(ReadOnlySpan<byte> link, out ulong inode) => TryParseNumber(link, "socket:["u8, out inode);

    /// <summary>Parses <c>/proc/PID/stat</c>. The name in it may contain any character, including parentheses.</summary>
    internal static ProcessState? TryParseState(ReadOnlySpan<byte> stat)
    {
        int open = stat.IndexOf((byte)'(');
        int close = stat.LastIndexOf((byte)')');
        if (open < 0 || close < open)
        {
            return null;
        }

        int? parent = null;
        int? threads = null;
        uint? flags = null;
        char state = '\0';
        int index = 0;
        ReadOnlySpan<byte> fields = stat[(close + 1)..].Trim(" \n"u8);
        foreach (Range range in fields.Split((byte)' '))
        {
            ReadOnlySpan<byte> field = fields[range];
            switch (index++)
            {
                case State when field.Length == 1:
                    state = (char)field[0];
                    break;
                case Parent:
                    parent = Number(field);
                    break;
                case Flags:
                    flags = Utf8Parser.TryParse(field, out uint value, out int used) && used == field.Length ? value : null;
                    break;
                case Threads:
                    threads = Number(field);
                    break;
            }
        }

        return state != '\0' && parent is { } id && threads is { } count && flags is { } bits
            ? new ProcessState(PrintableText.Of(stat[(open + 1)..close]), id, count, state is 'Z' or 'X' || (bits & Exiting) != 0, (bits & KernelThread) != 0)
            : null;
    }

    /// <summary>Parses the effective user in <c>/proc/PID/status</c>.</summary>
    internal static uint? TryParseUser(ReadOnlySpan<byte> status)
    {
        ReadOnlySpan<byte> label = "\nUid:\t"u8;
        int start = status.IndexOf(label);
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> ids = status[(start + label.Length)..];
        int tab = ids.IndexOf((byte)'\t');
        return tab >= 0 && Utf8Parser.TryParse(ids[(tab + 1)..], out uint user, out _) ? user : null;
    }

    /// <summary>Parses the inode in <c>/proc/PID/fdinfo/FD</c>; null before kernel 5.14.</summary>
    internal static ulong? TryParseInode(ReadOnlySpan<byte> descriptor)
    {
        ReadOnlySpan<byte> label = "\nino:\t"u8;
        int start = descriptor.IndexOf(label);
        return start >= 0 && Utf8Parser.TryParse(descriptor[(start + label.Length)..], out ulong inode, out int used)
            && descriptor[(start + label.Length + used)..].StartsWith((byte)'\n')
            ? inode
            : null;
    }

    /// <summary>Parses a line of <c>/proc/PID/mountinfo</c>; null if it is not the mount of a namespace.</summary>
    internal static NamespaceMount? TryParseMount(ReadOnlySpan<byte> line)
    {
        // Optional fields end with a hyphen.
        int hyphen = line.IndexOf(" - "u8);
        if (hyphen < 0 || !line[(hyphen + 3)..].StartsWith("nsfs "u8))
        {
            return null;
        }

        ReadOnlySpan<byte> path = Field(line[..hyphen], 4);
        return !path.IsEmpty
            && TryParseDevice(Field(line, 2), out ulong device)
            && TryParseNamespace(Field(line, 3), out NamespaceTypes type, out ulong inode)
            ? new NamespaceMount(type, new NamespaceIdentity(device, inode), Unescape(path))
            : null;
    }

    /// <summary>Determines from a list of mounts whether /proc hides the processes of other users.</summary>
    internal static bool HidesProcesses(ReadOnlySpan<byte> mountinfo)
    {
        bool hides = false;
        foreach (Range range in mountinfo.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = mountinfo[range];
            // The last mount covers the others.
            if (Field(line, 4).SequenceEqual("/proc"u8))
            {
                ReadOnlySpan<byte> options = line[(line.LastIndexOf((byte)' ') + 1)..];
                hides = options.IndexOf("hidepid="u8) is >= 0 and int start
                    && options[(start + "hidepid=".Length)..] is [(byte)'2' or (byte)'4' or (byte)'i' or (byte)'p', ..];
            }
        }

        return hides;
    }

    /// <summary>Replaces the octal escapes that the kernel writes for white space and backslashes in paths.</summary>
    internal static byte[] Unescape(ReadOnlySpan<byte> path)
    {
        byte[] plain = new byte[path.Length];
        int length = 0;
        while (!path.IsEmpty)
        {
            int used = 1;
            byte value = path[0];
            if (value == '\\' && path.Length >= 4 && Octal(path[1]) is <= 3 and var high && Octal(path[2]) is { } middle && Octal(path[3]) is { } low)
            {
                (value, used) = ((byte)((high << 6) | (middle << 3) | low), 4);
            }

            plain[length++] = value;
            path = path[used..];
        }

        Array.Resize(ref plain, length);
        return plain;

        static int? Octal(byte digit) => digit is >= (byte)'0' and <= (byte)'7' ? digit - '0' : null;
    }

    /// <summary>Gets a field between spaces; empty if there are fewer fields.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int index)
    {
        foreach (Range range in line.Split((byte)' '))
        {
            if (index-- == 0)
            {
                return line[range];
            }
        }

        return [];
    }

    private static bool TryParseDevice(ReadOnlySpan<byte> text, out ulong device)
    {
        device = 0;
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || Number(text[..colon]) is not { } major || Number(text[(colon + 1)..]) is not { } minor)
        {
            return false;
        }

        device = SystemCalls.DeviceOf((uint)major, (uint)minor);
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> link, ReadOnlySpan<byte> prefix, out ulong number)
    {
        number = 0;
        return link.StartsWith(prefix) && link[^1] == ']'
            && Utf8Parser.TryParse(link[prefix.Length..^1], out number, out int used) && used == link.Length - prefix.Length - 1;
    }

    private static int? Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int value, out int used) && used == text.Length && value >= 0 ? value : null;
}
