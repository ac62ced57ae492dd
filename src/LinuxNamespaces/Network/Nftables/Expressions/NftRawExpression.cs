using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>An expression of any kind, with its attributes as bytes.</summary>
/// <remarks>Expressions that the library does not know are listed in this form and can be written back.</remarks>
public sealed record NftRawExpression : NftExpression
{
    /// <summary>The bytes of the longest name.</summary>
    internal const int MaxName = 31;

    /// <summary>The bytes of the longest data.</summary>
    internal const int MaxData = 60000;

    private readonly ValueList<byte> _data;

    /// <summary>Creates an expression.</summary>
    /// <param name="name">The name of the kind, as the kernel has it.</param>
    /// <param name="data">The attributes inside NFTA_EXPR_DATA.</param>
    /// <exception cref="ArgumentException">The name is empty, has more than 31 bytes or contains a NUL character, or there are more than 60000 bytes of data.</exception>
    public NftRawExpression(string name, ReadOnlySpan<byte> data)
    {
        Name = NftName.RequireText(name, MaxName, nameof(name));
        _data = data.Length <= MaxData ? new ValueList<byte>(data.ToArray()) : throw new ArgumentException("An expression has at most 60000 bytes.", nameof(data));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Gets the attributes inside NFTA_EXPR_DATA.</summary>
    public IReadOnlyList<byte> Data => _data;

    internal override void Write(ref NetlinkMessageWriter writer) => writer.WriteRaw(_data.Span);
}
