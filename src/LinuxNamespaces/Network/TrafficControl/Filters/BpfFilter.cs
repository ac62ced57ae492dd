using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Lets a BPF program select packets.</summary>
/// <remarks>
/// See tc-bpf(8). A program of eBPF is loaded elsewhere, by bpf(2), and given by its descriptor; the kernel keeps the program. A filter that was read has
/// only its number and cannot be written again. Classic BPF is written and read as code.
/// </remarks>
public sealed record BpfFilter : TrafficFilter, ITrafficKind<BpfFilter>
{
    internal const ushort TCA_BPF_ACT = 1;
    internal const ushort TCA_BPF_POLICE = 2;
    internal const ushort TCA_BPF_CLASSID = 3;
    internal const ushort TCA_BPF_OPS_LEN = 4;
    internal const ushort TCA_BPF_OPS = 5;
    internal const ushort TCA_BPF_FD = 6;
    internal const ushort TCA_BPF_NAME = 7;
    internal const ushort TCA_BPF_FLAGS = 8;
    internal const ushort TCA_BPF_FLAGS_GEN = 9;
    internal const ushort TCA_BPF_TAG = 10;
    internal const ushort TCA_BPF_ID = 11;
    internal const uint TCA_BPF_FLAG_ACT_DIRECT = 1;

    // sizeof(struct sock_filter) and BPF_MAXINSNS
    private const int InstructionSize = 8;
    private const int MaxInstructions = 4096;

    private readonly ValueList<byte>? _code;

    /// <summary>Creates a filter from a program of eBPF.</summary>
    /// <param name="program">
    /// A descriptor of a program of the type BPF_PROG_TYPE_SCHED_CLS. The caller keeps it, and can dispose it when the filter has been added.
    /// </param>
    /// <param name="name">A name for the program, which lists show.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public BpfFilter(SafeHandle program, string name)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Program = program;
        Name = name;
    }

    /// <summary>Creates a filter from a program of classic BPF. It returns 0 for a packet that it does not select, and -1 for one that it selects.</summary>
    /// <param name="code">The instructions, each a struct sock_filter of 8 bytes; 1 to 4096.</param>
    /// <exception cref="ArgumentException">The length is not that of 1 to 4096 instructions.</exception>
    public BpfFilter(ReadOnlySpan<byte> code)
    {
        if (code.Length is 0 or > MaxInstructions * InstructionSize || code.Length % InstructionSize != 0)
        {
            throw new ArgumentException($"A program has 1 to {MaxInstructions} instructions of {InstructionSize} bytes.", nameof(code));
        }

        _code = new ValueList<byte>(code.ToArray());
    }

    private BpfFilter(ValueList<byte>? code) => _code = code;

    /// <summary>Gets the kind <c>bpf</c>.</summary>
    public static TrafficKind<BpfFilter> Kind { get; } = new("bpf", Read)
    {
        Feature = "bpf filters (CONFIG_NET_CLS_BPF)",
        OptionAttributes = new NetlinkAttributeSet(
            TrafficSchema.Actions(TCA_BPF_ACT, nameof(TCA_BPF_ACT)),
            new(TCA_BPF_POLICE, nameof(TCA_BPF_POLICE)),
            new(TCA_BPF_CLASSID, nameof(TCA_BPF_CLASSID)),
            new(TCA_BPF_OPS_LEN, nameof(TCA_BPF_OPS_LEN)),
            new(TCA_BPF_OPS, nameof(TCA_BPF_OPS)),
            new(TCA_BPF_FD, nameof(TCA_BPF_FD)),
            new(TCA_BPF_NAME, nameof(TCA_BPF_NAME)),
            new(TCA_BPF_FLAGS, nameof(TCA_BPF_FLAGS)),
            new(TCA_BPF_FLAGS_GEN, nameof(TCA_BPF_FLAGS_GEN)),
            new(TCA_BPF_TAG, nameof(TCA_BPF_TAG)),
            new(TCA_BPF_ID, nameof(TCA_BPF_ID))),
    };

    /// <summary>Gets the instructions of classic BPF; <see langword="null"/> for eBPF.</summary>
    public IReadOnlyList<byte>? Code => _code;

    /// <summary>Gets the name of the program; <see langword="null"/> if it has none.</summary>
    public string? Name { get; private init; }

    /// <summary>Gets whether the program itself returns the <see cref="TrafficVerdict"/>. It needs eBPF.</summary>
    public bool DirectAction { get; init; }

    /// <summary>Gets the number of the program in the kernel; <see langword="null"/> if the filter was not read, or for classic BPF.</summary>
    public int? ProgramId => Identity.Value;

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    internal override SafeHandle? Descriptor => Program;

    private SafeHandle? Program { get; }

    private Uncompared<int?> Identity { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Program is null && _code is null)
        {
            throw new ArgumentException("A program of eBPF that was read has no descriptor. Create the filter with a descriptor.");
        }

        if (DirectAction && (_code is not null || Actions.Count > 0))
        {
            throw new ArgumentException($"{nameof(DirectAction)} needs a program of eBPF, and takes the place of actions.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        if (_code is not null)
        {
            writer.WriteUInt16(TCA_BPF_OPS_LEN, (ushort)(_code.Count / InstructionSize));
            writer.WriteBytes(TCA_BPF_OPS, _code.Span);
        }
        else
        {
            writer.WriteInt32(TCA_BPF_FD, (int)Program!.DangerousGetHandle());
            writer.WriteString(TCA_BPF_NAME, Name);
        }

        writer.WriteOptional(TCA_BPF_CLASSID, Target?.Value);
        TrafficActions.Write(ref writer, TCA_BPF_ACT, Actions);
        if (DirectAction)
        {
            writer.WriteUInt32(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
        }
    }

    private static BpfFilter Read(NetlinkAttribute options)
    {
        (TrafficHandle? target, ValueList<TrafficAction> actions, ValueList<byte>? code) = (null, ValueList<TrafficAction>.Empty, null);
        (string? name, uint flags, uint? id) = (null, 0, null);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_BPF_CLASSID:
                    target = TrafficHandle.FromKernel(attribute.ReadUInt32());
                    break;
                case TCA_BPF_OPS:
                    code = new ValueList<byte>(attribute.Payload.ToArray());
                    break;
                case TCA_BPF_NAME:
                    name = attribute.ReadString();
                    break;
                case TCA_BPF_FLAGS:
                    flags = attribute.ReadUInt32();
                    break;
                case TCA_BPF_ID:
                    id = attribute.ReadUInt32();
                    break;
                case TCA_BPF_ACT:
                    actions = TrafficActions.Read(attribute);
                    break;
            }
        }

        return new BpfFilter(code)
        {
            Target = target,
            Actions = actions,
            Name = name,
            DirectAction = (flags & TCA_BPF_FLAG_ACT_DIRECT) != 0,
            Identity = new(id is > 0 and <= int.MaxValue ? (int)id : null),
        };
    }
}
