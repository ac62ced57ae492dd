using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The id maps of a new user namespace: which of its users and groups are which outside.</summary>
/// <remarks>
/// One id, the caller's own, may be mapped by anybody. More than that needs CAP_SETUID and CAP_SETGID; without them the
/// library runs newuidmap(1) and newgidmap(1), which allow what /etc/subuid and /etc/subgid give to the user.
/// See user_namespaces(7).
/// </remarks>
public sealed record IdMap
{
    // The kernel takes no more lines.
    private const int MaxRanges = 340;

    private readonly IReadOnlyList<IdRange> _users = [];
    private readonly IReadOnlyList<IdRange> _groups = [];

    /// <summary>The caller is root inside.</summary>
    public static IdMap CurrentUserAsRoot => Single(0, 0);

    /// <summary>The caller is the same inside as outside.</summary>
    public static IdMap CurrentUser => Single(Libc.geteuid(), Libc.getegid());

    /// <summary>
    /// No user and no group, and nothing is written: every id of the caller is nobody inside (65534), and executing a program takes all capabilities. A program
    /// outside can still write the maps.
    /// </summary>
    public static IdMap Unmapped { get; } = new() { IsUnmapped = true };

    /// <summary>The users. Ranges do not overlap; without any, the map of users is not written.</summary>
    /// <exception cref="ArgumentException">A range is empty, two overlap, or there are more than 340.</exception>
    public IReadOnlyList<IdRange> Users
    {
        get => _users;
        init => _users = Validate(value, nameof(Users));
    }

    /// <summary>The groups. Ranges do not overlap; without any, the map of groups is not written.</summary>
    /// <exception cref="ArgumentException">A range is empty, two overlap, or there are more than 340.</exception>
    public IReadOnlyList<IdRange> Groups
    {
        get => _groups;
        init => _groups = Validate(value, nameof(Groups));
    }

    /// <summary>
    /// Whether processes inside may change their supplementary groups. Null, the default, allows it where the map is written with
    /// privilege and denies it otherwise, as then the kernel demands. Where <c>true</c> cannot be had, creating the namespace fails with the reason.
    /// </summary>
    public bool? AllowSetGroups { get; init; }

    /// <summary>
    /// The caller as root, and from 1 on all ids that /etc/subuid and /etc/subgid give to the user.
    /// </summary>
    /// <returns>The map.</returns>
    /// <exception cref="InvalidOperationException">The files give no id to the user.</exception>
    public static IdMap WithSubordinateIds() => SubordinateIds.ToMap();

    /// <summary>True for <see cref="Unmapped"/>, and false again when ids are added to it.</summary>
    internal bool IsUnmapped
    {
        get => field && Users.Count == 0 && Groups.Count == 0 && AllowSetGroups is null;
        private init;
    }

    /// <summary>True when each side is just the caller's own id, which needs no privilege.</summary>
    internal bool IsOwn(uint user, uint group) =>
        (Users.Count == 0 || (Users is [{ Count: 1 } onlyUser] && onlyUser.Outside == user))
        && (Groups.Count == 0 || (Groups is [{ Count: 1 } onlyGroup] && onlyGroup.Outside == group));

    internal static string Format(IReadOnlyList<IdRange> ranges)
    {
        StringBuilder lines = new();
        foreach (IdRange range in ranges)
        {
            lines.Append(range).Append('\n');
        }

        return lines.ToString();
    }

    private static IdMap Single(uint user, uint group) => new()
    {
        Users = [new IdRange(user, Libc.geteuid())],
        Groups = [new IdRange(group, Libc.getegid())],
    };

    private static IdRange[] Validate(IReadOnlyList<IdRange> ranges, string parameter)
    {
        ArgumentNullException.ThrowIfNull(ranges, parameter);
        if (ranges.Count is 0 or > MaxRanges)
        {
            throw new ArgumentException($"An id map has 1 to {MaxRanges} ranges, not {ranges.Count}.", parameter);
        }

        for (int i = 0; i < ranges.Count; i++)
        {
            ranges[i].Validate(parameter);
            for (int j = 0; j < i; j++)
            {
                if (Overlap(ranges[i].Inside, ranges[j].Inside, ranges[i].Count, ranges[j].Count)
                    || Overlap(ranges[i].Outside, ranges[j].Outside, ranges[i].Count, ranges[j].Count))
                {
                    throw new ArgumentException($"The ranges '{ranges[j]}' and '{ranges[i]}' overlap.", parameter);
                }
            }
        }

        return [.. ranges];
    }

    private static bool Overlap(uint first, uint second, uint firstCount, uint secondCount) =>
        first < (ulong)second + secondCount && second < (ulong)first + firstCount;
}
