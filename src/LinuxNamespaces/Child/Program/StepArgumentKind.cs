namespace LinuxNamespaces.Child;

/// <summary>What the value of a <see cref="StepArgument"/> means.</summary>
internal enum StepArgumentKind
{
    Number,
    Data,

    /// <summary>Data that is a string.</summary>
    Text,

    Slot,
    SlotAddress,

    /// <summary>A slot of the table that contains the region of this table.</summary>
    SlotOfHost,
}
