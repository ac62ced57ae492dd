namespace LinuxNamespaces.Cni.Plugins;

/// <summary>VLANs that a port of the bridge carries with their tags.</summary>
internal sealed record VlanTrunkSettings
{
    public int? MinID { get; init; }

    public int? MaxID { get; init; }

    public int? Id { get; init; }

    internal void Validate(int max)
    {
        bool isValid = (MinID is null) == (MaxID is null)
            && (Id is not null || MinID is not null)
            && (Id is null || IsId(Id.Value, max))
            && (MinID is null || (IsId(MinID.Value, max) && IsId(MaxID!.Value, max) && MinID <= MaxID));
        if (!isValid)
        {
            throw PluginErrors.Invalid($"A part of 'vlanTrunk' is invalid. It has 'id', or 'minID' and 'maxID', from 1 to {max}.");
        }
    }

    private static bool IsId(int id, int max) => id >= 1 && id <= max;
}
