using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The ids that a user may map besides its own: subuid(5), subgid(5).</summary>
public static class SubordinateIds
{
    internal const string UserFile = "/etc/subuid";
    internal const string GroupFile = "/etc/subgid";

    /// <summary>The users that /etc/subuid gives to the effective user of the caller.</summary>
    /// <returns>Ranges in the order of the file; none when there is no such line or no file.</returns>
    public static IReadOnlyList<(uint First, uint Count)> Users() => Given(UserFile);

    /// <summary>The groups that /etc/subgid gives to the effective user of the caller.</summary>
    /// <returns>Ranges in the order of the file; none when there is no such line or no file.</returns>
    public static IReadOnlyList<(uint First, uint Count)> Groups() => Given(GroupFile);

    internal static IdMap ToMap() => new()
    {
        Users = WithOwn(Libc.geteuid(), UserFile),
        Groups = WithOwn(Libc.getegid(), GroupFile),
    };

    /// <summary>The ranges of a user in the text of a file; lines that are no such are left out.</summary>
    internal static List<(uint First, uint Count)> Parse(string text, string name, uint id)
    {
        string number = id.ToString(CultureInfo.InvariantCulture);
        List<(uint, uint)> ranges = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.Trim().Split(':') is [string user, string first, string count]
                && (user == name || user == number)
                && uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out uint start)
                && uint.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out uint length)
                && length > 0
                && uint.MaxValue - length >= start)
            {
                ranges.Add((start, length));
            }
        }

        return ranges;
    }

    private static List<(uint First, uint Count)> Given(string file) =>
        File.Exists(file) ? Parse(File.ReadAllText(file), Environment.UserName, Libc.geteuid()) : [];

    private static List<IdRange> WithOwn(uint own, string file)
    {
        List<(uint First, uint Count)> given = Given(file);
        if (given.Count == 0)
        {
            throw new InvalidOperationException(
                $"{file} gives no ids to user '{Environment.UserName}': an administrator adds a line such as '{Environment.UserName}:100000:65536', "
                + "or runs 'usermod --add-subuids 100000-165535 --add-subgids 100000-165535' for the user.");
        }

        List<IdRange> ranges = [new IdRange(0, own)];
        uint inside = 1;
        foreach ((uint first, uint count) in given)
        {
            ranges.Add(new IdRange(inside, first, count));
            inside += count;
        }

        return ranges;
    }
}
