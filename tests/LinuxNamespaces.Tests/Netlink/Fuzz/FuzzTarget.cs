namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>What the bytes of an input are.</summary>
internal enum FuzzInput
{
    /// <summary>Messages with their headers.</summary>
    Messages,

    /// <summary>A list of attributes.</summary>
    Attributes,

    /// <summary>One attribute with its header.</summary>
    Attribute,

    /// <summary>The payload of an attribute, or a part of one.</summary>
    Payload,
}

/// <summary>Reads an input.</summary>
/// <returns>What was read; null if it was passed over.</returns>
internal delegate object? FuzzRun(ReadOnlySpan<byte> input);

/// <summary>A parser, or several that work together.</summary>
/// <param name="Name">The method.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Start">Starts a round. A parser with a state has a fresh one.</param>
internal sealed record FuzzTarget(string Name, FuzzInput Input, Func<FuzzRandom, FuzzRun> Start)
{
    public override string ToString() => Name;
}
