using System.Globalization;

namespace LinuxNamespaces.Child;

/// <summary>An argument of a step: a number, something in the memory of the child, or what a slot holds when it is run.</summary>
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

    // Text is put between quotation marks only when somebody looks: a string, or a list of them.
    private object? Label { get; }

    /// <summary>The string, when it is one.</summary>
    internal string? TextValue => Kind == StepArgumentKind.Text ? (string?)Label : null;

    public static implicit operator StepArgument(int value) => new(StepArgumentKind.Number, value, null);

    public static implicit operator StepArgument(uint value) => new(StepArgumentKind.Number, value, null);

    public static implicit operator StepArgument(long value) => new(StepArgumentKind.Number, value, null);

    /// <summary>No address.</summary>
    internal static StepArgument Null { get; } = Named(0, "NULL");

    /// <summary>A number that has a name.</summary>
    internal static StepArgument Named(long value, string name) => new(StepArgumentKind.Number, value, name);

    internal static StepArgument Data(int offset, string label) => new(StepArgumentKind.Data, offset, label);

    /// <summary>Data that is a string, which is shown as it is.</summary>
    internal static StepArgument Text(int offset, string text) => new(StepArgumentKind.Text, offset, text);

    /// <summary>Data that is an array of strings, of which only the first is shown.</summary>
    internal static StepArgument Texts(int offset, IReadOnlyList<string> texts) => new(StepArgumentKind.Data, offset, texts);

    internal static StepArgument Slot(int slot, string label) => new(StepArgumentKind.Slot, slot, label);

    /// <summary>The error of the step that has failed, for the steps after <see cref="StepFlags.JumpOnError"/>.</summary>
    internal static StepArgument FailedErrno => Slot((ChildHeader.FailureOffset + sizeof(long) - ChildHeader.Size) / sizeof(long), "errno");

    /// <summary>Where the slot is in memory, for calls that read or write it.</summary>
    internal StepArgument Address() => new(StepArgumentKind.SlotAddress, Value, $"&{Label}");

    /// <summary>The same slot, for a table that is put into the region of the one that it belongs to.</summary>
    internal StepArgument OfHost() => new(StepArgumentKind.SlotOfHost, Value, Label);

    /// <summary>What the child is given, when the parts of its table are in a place.</summary>
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
        // Only as much as can be shown is looked at.
        string start = text.Length > PrintableText.MaxPath ? text[..(PrintableText.MaxPath + 1)] : text;
        return $"\"{PrintableText.Short(start.Replace("\n", "\\n", StringComparison.Ordinal))}\"";
    }

    // The arguments of a program may be secrets: only its name is shown, and how many there are.
    private static string QuoteFirst(IReadOnlyList<string> texts) => texts.Count switch
    {
        0 => "[]",
        1 => $"[{Quote(texts[0])}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"[{Quote(texts[0])}, /* {texts.Count - 1} more */]"),
    };
}
