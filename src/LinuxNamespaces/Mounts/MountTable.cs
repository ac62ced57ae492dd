using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Parses /proc/PID/mountinfo; proc_pid_mountinfo(5).</summary>
internal static partial class MountTable
{
    // Before the separator, without the optional fields.
    private const int FirstFields = 6;
    private const int LastFields = 3;

    /// <summary>Parses a file. Paths that are not UTF-8 are represented as in <see cref="LinuxText"/>.</summary>
    internal static IReadOnlyList<MountPoint> Read(SafeHandle file)
    {
        using StringReader reader = new(LinuxText.Decode(SystemCalls.ReadAll(file, "read", "the list of mounts")));
        return Read(reader);
    }

    internal static IReadOnlyList<MountPoint> Read(TextReader reader)
    {
        // A carriage return is part of a path.
        return [.. reader.ReadToEnd().Split('\n')[..^1].Select(Parse)];
    }

    private static MountPoint Parse(string line)
    {
        string[] fields = line.Split(' ');
        int separator = Array.IndexOf(fields, "-", Math.Min(FirstFields, fields.Length));
        if (separator < 0 || fields.Length < separator + 1 + LastFields)
        {
            throw Unreadable(line);
        }

        string[] device = fields[2].Split(':');
        MountPoint mount = new()
        {
            Id = (int)Number(fields[0], line),
            ParentId = (int)Number(fields[1], line),
            Major = Number(device[0], line),
            Minor = device.Length == 2 ? Number(device[1], line) : throw Unreadable(line),
            Root = Unescape(fields[3]),
            Target = Unescape(fields[4]),
            Options = fields[5],
            Flags = ParseFlags(fields[5]),
            FileSystem = Unescape(fields[separator + 1]),
            Source = Unescape(fields[separator + 2]),
            FileSystemOptions = Unescape(string.Join(' ', fields[(separator + LastFields)..])),
        };
        foreach (string tag in fields.AsSpan(FirstFields..separator))
        {
            mount = tag.Split(':') switch
            {
                ["shared", string group] => mount with { PeerGroup = (int)Number(group, line) },
                ["master", string group] => mount with { MasterGroup = (int)Number(group, line) },
                ["unbindable"] => mount with { IsUnbindable = true },
                _ => mount,
            };
        }

        return mount;
    }

    private static MountFlags ParseFlags(string options) => options.Split(',').Aggregate(MountFlags.None, (flags, option) => flags | option switch
    {
        "ro" => MountFlags.ReadOnly,
        "nosuid" => MountFlags.NoSetUserId,
        "nodev" => MountFlags.NoDevices,
        "noexec" => MountFlags.NoExecute,
        "noatime" => MountFlags.NoAccessTime,
        "nosymfollow" => MountFlags.NoSymbolicLinks,
        _ => MountFlags.None,
    });

    private static uint Number(string field, string line) =>
        uint.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out uint value) && value <= int.MaxValue ? value : throw Unreadable(line);

    /// <summary>Replaces the octal escapes that the kernel writes for white space and backslashes.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        StringBuilder text = new();
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && IsDigit(field[i + 1]) && IsDigit(field[i + 2]) && IsDigit(field[i + 3]))
            {
                text.Append((char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();

        static bool IsDigit(char c) => c is >= '0' and <= '7';
    }

    private static InvalidDataException Unreadable(string line) => new($"{PrintableText.Quote(line)} is no line of a list of mounts.");
}
