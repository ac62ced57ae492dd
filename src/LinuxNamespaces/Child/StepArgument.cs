using System.Globalization;

namespace LinuxNamespaces.Child;

/// <summary>An argument of a step: a number, something in the memory of the child, or what a slot holds when it is run.</summary>
internal readonly struct StepArgument
{
    private StepArgument(StepArgumentKind kind, long value, string? label)
    {
        Kind = kind;
        Value = value;
        Label = label;
    }

    internal StepArgumentKind Kind { get; }

    /// <summary>The number, the offset in the data, or the number of the slot.</summary>
    internal long Value { get; }

    private string? Label { get; }

    public static implicit operator StepArgument(int value) => new(StepArgumentKind.Number, value, null);

    public static implicit operator StepArgument(uint value) => new(StepArgumentKind.Number, value, null);

    public static implicit operator StepArgument(long value) => new(StepArgumentKind.Number, value, null);

    /// <summary>A number that has a name.</summary>
    internal static StepArgument Named(long value, string name) => new(StepArgumentKind.Number, value, name);

    internal static StepArgument Data(int offset, string label) => new(StepArgumentKind.Data, offset, label);

    internal static StepArgument Slot(int slot, string label) => new(StepArgumentKind.Slot, slot, label);

    /// <summary>Where the slot is in memory, for calls that read or write it.</summary>
    internal StepArgument Address() => new(StepArgumentKind.SlotAddress, Value, $"&{Label}");

    public override string ToString() => Label ?? Value.ToString(CultureInfo.InvariantCulture);
}
