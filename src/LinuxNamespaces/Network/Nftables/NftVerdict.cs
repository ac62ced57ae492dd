using System.Globalization;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What happens to a packet: it is accepted, dropped, or goes through another chain.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_verdicts</c>.</remarks>
public sealed record NftVerdict
{
    internal const int NF_DROP = 0;
    internal const int NF_ACCEPT = 1;
    internal const int NFT_CONTINUE = -1;
    internal const int NFT_BREAK = -2;
    internal const int NFT_JUMP = -3;
    internal const int NFT_GOTO = -4;
    internal const int NFT_RETURN = -5;

    private readonly int _code;

    private NftVerdict(int code, string? chain = null)
    {
        _code = code;
        Chain = chain;
    }

    /// <summary>Gets the verdict that lets the packet pass the hook, through the chains that follow.</summary>
    public static NftVerdict Accept { get; } = new(NF_ACCEPT);

    /// <summary>Gets the verdict that drops the packet.</summary>
    public static NftVerdict Drop { get; } = new(NF_DROP);

    /// <summary>Gets the verdict that goes on with the next rule.</summary>
    public static NftVerdict Continue { get; } = new(NFT_CONTINUE);

    /// <summary>Gets the verdict that goes back to the calling chain. In a base chain its policy decides.</summary>
    public static NftVerdict Return { get; } = new(NFT_RETURN);

    /// <summary>Gets the name of the chain of a jump or goto; <see langword="null"/> for other verdicts.</summary>
    public string? Chain { get; }

    /// <summary>Creates the verdict that runs another chain and comes back after its last rule.</summary>
    /// <param name="chain">The name of a regular chain of the same table.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static NftVerdict Jump(string chain) => new(NFT_JUMP, NftName.Require(chain, nameof(chain)));

    /// <summary>Creates the verdict that runs another chain and does not come back.</summary>
    /// <param name="chain">The name of a regular chain of the same table.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static NftVerdict Goto(string chain) => new(NFT_GOTO, NftName.Require(chain, nameof(chain)));

    /// <summary>Returns the verdict in the words of nft(8), as in <c>jump web</c>.</summary>
    public override string ToString() => _code switch
    {
        NF_DROP => "drop",
        NF_ACCEPT => "accept",
        NFT_CONTINUE => "continue",
        NFT_BREAK => "break",
        NFT_RETURN => "return",
        NFT_JUMP => $"jump {Chain}",
        NFT_GOTO => $"goto {Chain}",
        _ => string.Create(CultureInfo.InvariantCulture, $"verdict {_code}"),
    };

    /// <summary>Reads NFTA_DATA_VERDICT of a nest; null if there is none.</summary>
    internal static NftVerdict? TryRead(NetlinkAttribute data)
    {
        foreach (NetlinkAttribute attribute in data.Nested)
        {
            if (attribute.Type == NftSchema.NFTA_DATA_VERDICT)
            {
                return ReadVerdict(attribute);
            }
        }

        return null;
    }

    internal void Write(ref NetlinkMessageWriter writer, int type)
    {
        NestedAttribute data = writer.BeginNested(type);
        NestedAttribute verdict = writer.BeginNested(NftSchema.NFTA_DATA_VERDICT);
        writer.WriteUInt32BigEndian(NftSchema.NFTA_VERDICT_CODE, unchecked((uint)_code));
        if (Chain is not null)
        {
            writer.WriteString(NftSchema.NFTA_VERDICT_CHAIN, Chain);
        }

        writer.EndNested(verdict);
        writer.EndNested(data);
    }

    private static NftVerdict ReadVerdict(NetlinkAttribute verdict)
    {
        (int? code, string? chain) = (null, null);
        foreach (NetlinkAttribute attribute in verdict.Nested)
        {
            switch (attribute.Type)
            {
                case NftSchema.NFTA_VERDICT_CODE:
                    code = unchecked((int)attribute.ReadUInt32BigEndian());
                    break;
                case NftSchema.NFTA_VERDICT_CHAIN:
                    chain = attribute.ReadString();
                    break;
            }
        }

        return code is null || (code is NFT_JUMP or NFT_GOTO) != chain is not null
            ? throw new InvalidDataException("The kernel reported a verdict that cannot be read.")
            : new NftVerdict(code.Value, chain);
    }
}
