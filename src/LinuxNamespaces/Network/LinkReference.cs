using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>A link that another object refers to, by its index, its name or both.</summary>
internal readonly struct LinkReference : IEquatable<LinkReference>
{
    // What ip-link(8) prints for a link whose name it does not know.
    private const string Unnamed = "if";

    internal LinkReference(int? index, string? name = null)
    {
        Index = index;
        Name = name;
    }

    internal int? Index { get; }

    internal string? Name { get; }

    /// <summary>Whether only the name is known.</summary>
    internal bool IsName => Index is null && Name is not null;

    internal bool IsSet => Index is not null || Name is not null;

    public static bool operator ==(LinkReference left, LinkReference right) => left.Equals(right);

    public static bool operator !=(LinkReference left, LinkReference right) => !left.Equals(right);

    internal static LinkReference ByIndex(int? index, string parameter)
    {
        if (index is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number, parameter);
        }

        return new LinkReference(index);
    }

    internal static LinkReference ByName(string? name, string parameter)
    {
        if (name is not null)
        {
            InterfaceName.ValidateExisting(name, parameter);
        }

        return new LinkReference(null, name);
    }

    /// <summary>The index decides where both know it: a name is only another word for it.</summary>
    public bool Equals(LinkReference other) => Index == other.Index && (Index is not null || Name == other.Name);

    public override bool Equals(object? obj) => obj is LinkReference other && Equals(other);

    public override int GetHashCode() => Index ?? Name?.GetHashCode(StringComparison.Ordinal) ?? 0;

    /// <summary>The name, or what stands for it in the output of iproute2.</summary>
    public override string ToString() => Name ?? string.Create(CultureInfo.InvariantCulture, $"{Unnamed}{Index}");

    /// <summary>Finds the index of a link that is only known by its name.</summary>
    /// <exception cref="NetlinkException">There is no such link (ENODEV).</exception>
    internal LinkReference Resolve(RtnetlinkConnection connection)
    {
        if (Index is not null || Name is not { } name)
        {
            return this;
        }

        if (LinkMessages.TryGet(connection, name, out Link? link, out NetlinkException? failure))
        {
            return new LinkReference(link!.Index, link.Name);
        }

        return name.StartsWith(Unnamed, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Unnamed.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index > 0
                ? new LinkReference(index)
                : throw failure!;
    }
}
