using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Tests.Network;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Right inputs: what kernels and nft sent, and messages of every description.</summary>
internal static class FuzzSeeds
{
    private const int MaxSeeds = 400;

    private static readonly Lazy<byte[][]> s_messages = new(() => [.. Recorded(), .. FuzzSchema.Messages()]);
    private static readonly Lazy<byte[][]> s_attribute = new(() => Few(s_messages.Value.SelectMany(AttributesOf)));
    private static readonly Lazy<byte[][]> s_payloads = new(() => Few(s_attribute.Value.Select(attribute => attribute[NetlinkMessageWriter.AttributeHeaderLength..])));

    /// <summary>The inputs that a target makes something of, best with all that it knows in them.</summary>
    internal static List<byte[]> For(FuzzTarget target)
    {
        FuzzRandom random = new(17);
        byte[][] all = target.Input switch
        {
            FuzzInput.Messages => s_messages.Value,
            FuzzInput.Attribute => s_attribute.Value,
            _ => s_payloads.Value,
        };
        HashSet<int> nothing = [ShapeOf(target, []), ShapeOf(target, target.Input == FuzzInput.Messages ? Header(0) : [4, 0, 0, 0])];
        Dictionary<int, byte[]> useful = [];
        foreach (byte[] seed in all.Where(seed => seed.Length < 4096))
        {
            int shape = ShapeOf(target, seed);
            if (!nothing.Contains(shape) && useful.Count < MaxSeeds)
            {
                useful.TryAdd(shape, seed);
            }
        }

        // A few that it makes nothing of yet can become useful too.
        return [.. useful.Values, .. Enumerable.Range(0, 8).Select(_ => random.Pick(all)), .. useful.Count == 0 ? all.Take(MaxSeeds) : []];
    }

    private static IEnumerable<byte[]> Recorded() =>
    [
        .. KernelReplies.Names.Select(KernelReplies.Bytes),
        [.. new NetlinkMessageWriter(new byte[16], Linux.GENL_ID_CTRL).Finish(), .. GenericNetlinkTests.Controller],
        .. Nft(),
        .. FuzzWriters.Messages(),
    ];

    // The file does not say which message each is, but only one parser makes something of it.
    private static IEnumerable<byte[]> Nft()
    {
        using StreamReader reader = new(typeof(FuzzSeeds).Assembly.GetManifestResourceStream("NftMessages.txt")!);
        byte[][] payloads = [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 8 && line.All(char.IsAsciiHexDigit)).Select(Convert.FromHexString)];
        ushort[] types = [.. FuzzSchema.Types.Where(type => type >> 8 == Nfnetlink.NFNL_SUBSYS_NFTABLES)];
        foreach (byte[] payload in payloads)
        {
            foreach (ushort type in types)
            {
                byte[] message = [.. new byte[NetlinkMessageWriter.HeaderLength], .. payload];
                BitConverter.TryWriteBytes(message, message.Length);
                BitConverter.TryWriteBytes(message.AsSpan(4), type);
                yield return message;
            }
        }
    }

    private static byte[] Header(int type) => [16, 0, 0, 0, (byte)type, 0, .. new byte[10]];

    private static int ShapeOf(FuzzTarget target, byte[] input)
    {
        try
        {
            return FuzzShape.Of(target.Start(new FuzzRandom(1))(input));
        }
        catch (InvalidDataException)
        {
            return 0;
        }
        catch (Exception)
        {
            // The run finds it again and says what it is.
            return -1;
        }
    }

    private static IEnumerable<byte[]> AttributesOf(byte[] message)
    {
        FuzzLayout layout = new();
        layout.Find(message, FuzzInput.Messages);
        return layout.Places.Select(place => message[place.Offset..(place.Offset + place.Length)]);
    }

    // Attributes of one type and length are mostly the same thing. Each costs time for every target.
    private static byte[][] Few(IEnumerable<byte[]> inputs) =>
        [.. inputs.DistinctBy(Convert.ToHexString).GroupBy(input => (input.Length, Type: Convert.ToHexString(input.AsSpan(0, Math.Min(4, input.Length))))).SelectMany(alike => alike.Take(2))];
}
