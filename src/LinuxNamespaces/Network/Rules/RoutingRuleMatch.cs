namespace LinuxNamespaces.Network;

/// <summary>How the kernel finds the rule to delete.</summary>
internal static class RoutingRuleMatch
{
    /// <summary>Whether a request to delete a rule fits another one. The kernel passes over what the request does not set.</summary>
    internal static bool WouldDelete(RoutingRule request, RoutingRule other) =>
        request.Family == other.Family
        && request.Action == other.Action
        && Fits(request.Table, other.Table)
        && Fits(request.Priority, other.Priority)
        && Fits(request.InputLinkName, other.InputLinkName)
        && Fits(request.OutputLinkName, other.OutputLinkName)
        && (request.Mark == 0 || request.Mark == other.Mark)
        && (request.EffectiveMarkMask == 0 || request.EffectiveMarkMask == other.EffectiveMarkMask)
        && Fits(request.SuppressLinkGroup, other.SuppressLinkGroup)
        && Fits(request.SuppressPrefixLength, other.SuppressPrefixLength)
        && Fits(request.TunnelId, other.TunnelId)
        && (!request.L3MasterDevice || other.L3MasterDevice)
        && Fits(request.UserIds, other.UserIds)
        && Fits(request.IPProtocol, other.IPProtocol)
        && Fits(request.SourcePorts, other.SourcePorts)
        && Fits(request.DestinationPorts, other.DestinationPorts)
        && Fits(request.SourcePortMask, other.SourcePortMask)
        && Fits(request.DestinationPortMask, other.DestinationPortMask)
        && Fits(request.From, other.From)
        && Fits(request.To, other.To)
        && (request.TypeOfService == 0 || request.TypeOfService == other.TypeOfService)
        && Fits(request.Dscp, other.Dscp)
        && Fits(request.DscpMask, other.DscpMask)
        && Fits(request.FlowLabel, other.FlowLabel)
        && Fits(request.FlowLabelMask, other.FlowLabelMask)
        && (RouteRealm.Join(request.SourceRealm, request.DestinationRealm) is var realms && (realms == 0 || realms == RouteRealm.Join(other.SourceRealm, other.DestinationRealm)));

    private static bool Fits<T>(T? request, T? other) => request is null || request.Equals(other);
}
