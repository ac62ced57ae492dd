namespace LinuxNamespaces.Lab;

/// <summary>A link in a file.</summary>
internal sealed record LinkModel
{
    public required string First { get; init; }

    public required string Second { get; init; }

    public string? Name { get; init; }

    public string? FirstInterface { get; init; }

    public string? SecondInterface { get; init; }

    public IReadOnlyList<string>? FirstAddresses { get; init; }

    public IReadOnlyList<string>? SecondAddresses { get; init; }

    public IReadOnlyList<string>? Networks { get; init; }

    public int? Cost { get; init; }

    public int? Mtu { get; init; }

    public LabWireKind? Wire { get; init; }

    public bool? Unplugged { get; init; }

    /// <summary>The conditions of both directions, or from the first end to the second.</summary>
    public ConditionsModel? Conditions { get; init; }

    /// <summary>The conditions from the second end to the first, if they differ.</summary>
    public ConditionsModel? Backward { get; init; }
}
