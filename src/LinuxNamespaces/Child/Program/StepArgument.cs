using System.Globalization;

namespace LinuxNamespaces.Child;

/// <summary>An argument of a step: a number, an address in the memory of the child, or the value of a slot when the step runs.</summary>
internal readonly struct StepArgument
{
    private StepArgument(StepArgumentKind kind, long value, object? label)
    {
        Kind = kind;
        Value = value;
        Label = label;
    }

    internal StepArgumentKind Kind { get; }

    /// <summary>The number, the offset in the data, or the number of the slot.</summary>
    internal long Value { get; }

    // A string or a list of strings. It is quoted only when it is printed.
    private object? Label { get; }

    /// <summary>Gets the string; null for other kinds.</summary>
    internal string? TextValue => Kind == StepArgumentKind.Text ? (string?)Label : null;

    public static implicit operator StepArgument(int value) => new(StepArgumentKind.Number, value, null);

    public static implicit operator StepArgument(uint value) => new(StepArgumentKind.Number, value, null);

    public static implicit operator StepArgument(long value) => new(StepArgumentKind.Number, value, null);

    /// <summary>No address.</summary>
    internal static StepArgument Null { get; } = Named(0, "NULL");

    /// <summary>A number that has a name.</summary>
    internal static StepArgument Named(long value, string name) => new(StepArgumentKind.Number, value, name);

    internal static StepArgument Data(int offset, string label) => new(StepArgumentKind.Data, offset, label);

    /// <summary>Creates an argument for a string, which is printed.</summary>
    internal static StepArgument Text(int offset, string text) => new(StepArgumentKind.Text, offset, text);

    /// <summary>Creates an argument for an array of strings, of which only the first is printed.</summary>
    internal static StepArgument Texts(int offset, IReadOnlyList<string> texts) => new(StepArgumentKind.Data, offset, texts);

    internal static StepArgument Slot(int slot, string label) => new(StepArgumentKind.Slot, slot, label);

    /// <summary>Gets the error of the last failed step, for the steps after <see cref="StepFlags.JumpOnError"/>.</summary>
    internal static StepArgument FailedErrno => Slot((ChildHeader.FailureOffset + sizeof(long) - ChildHeader.Size) / sizeof(long), "errno");

    /// <summary>Gets the address of the slot, for calls that read or write it.</summary>
    internal StepArgument Address() => new(StepArgumentKind.SlotAddress, Value, $"&{Label}");

    /// <summary>Gets the same slot for a table in the region of the table that the slot belongs to.</summary>
    internal StepArgument OfHost() => new(StepArgumentKind.SlotOfHost, Value, Label);

    /// <summary>Gets the value for the child, if the parts of its table are in a place.</summary>
    internal long Resolve(ChildPlace place) => Kind switch
    {
        StepArgumentKind.Data or StepArgumentKind.Text => (long)place.Data + Value,
        StepArgumentKind.SlotAddress => (long)place.Slots + (Value * sizeof(long)),
        StepArgumentKind.Slot => Value + place.FirstSlot,
        _ => Value,
    };

    public override string ToString() => Label switch
    {
        null => Value.ToString(CultureInfo.InvariantCulture),
        string text when Kind == StepArgumentKind.Text => Quote(text),
        IReadOnlyList<string> texts => QuoteFirst(texts),
        object label => (string)label,
    };

    private static string Quote(string text)
    {
        // Only the part that can be printed is examined.
        string start = text.Length > PrintableText.MaxPath ? text[..(PrintableText.MaxPath + 1)] : text;
        return $"\"{PrintableText.Short(start.Replace("\n", "\\n", StringComparison.Ordinal))}\"";
    }

    // The arguments of a program may be secrets. Only its name and their number are printed.
    private static string QuoteFirst(IReadOnlyList<string> texts) => texts.Count switch
    {
        0 => "[]",
        1 => $"[{Quote(texts[0])}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"[{Quote(texts[0])}, /* {texts.Count - 1} more */]"),
    };
}
