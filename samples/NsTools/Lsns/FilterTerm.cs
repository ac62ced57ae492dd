namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>A part of an expression that has a value.</summary>
/// <param name="Type">What its values are.</param>
/// <param name="Read">Its value for a row; null for nothing.</param>
internal sealed record FilterTerm(FilterType Type, Func<LsnsRow, object?> Read)
{
    internal bool IsColumn { get; init; }

    internal bool IsConstant { get; init; }

    internal static FilterTerm Of(FilterType type, object value) => new(type, _ => value) { IsConstant = true };

    internal static FilterTerm Of(Func<LsnsRow, bool> condition) => new(FilterType.Boolean, row => condition(row));

    internal static FilterTerm Of(LsnsColumn column) => column.IsNumber
        ? new(FilterType.Number, row => column.Read(row) is { } text ? FilterValue.Parse(text, FilterType.Number) : null) { IsColumn = true }
        : new(FilterType.Text, column.Read) { IsColumn = true };

    /// <summary>Whether a row has a value that is not empty, zero or false.</summary>
    internal bool IsTrueOf(LsnsRow row) => Read(row) switch { bool truth => truth, ulong number => number != 0, decimal number => number != 0, string text => text.Length > 0, _ => false };

    /// <summary>A comparison with another term.</summary>
    /// <param name="other">What is on the right.</param>
    /// <param name="operation">The name of the operator.</param>
    internal FilterTerm Compare(FilterTerm other, string operation)
    {
        // What is written in the expression says what is compared, before what is on the left.
        FilterType type = IsColumn && other.IsConstant ? other.Type : Type;
        type = (type, other.Type) is (FilterType.Number, FilterType.Float) ? FilterType.Float : type;
        return Of(row =>
        {
            object? left = FilterValue.Convert(Read(row), Type, type);
            object? right = FilterValue.Convert(other.Read(row), other.Type, type);
            if (type != FilterType.Text && (left is null || right is null))
            {
                return false;
            }

            int order = type == FilterType.Text ? string.CompareOrdinal((string?)left, (string?)right) : Comparer<object>.Default.Compare(left, right);
            return operation switch { "EQ" => order == 0, "NE" => order != 0, "LT" => order < 0, "LE" => order <= 0, "GT" => order > 0, _ => order >= 0 };
        });
    }
}
