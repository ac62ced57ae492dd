namespace LinuxNamespaces.Cni;

/// <summary>Specifies why a plugin failed. Codes below 100 belong to the CNI specification; a plugin may use any other number by a cast.</summary>
public enum CniErrorCode
{
    /// <summary>The plugin does not support the CNI version of the configuration.</summary>
    IncompatibleVersion = 1,

    /// <summary>A field of the configuration is not supported. The message has its key and value.</summary>
    UnsupportedField = 2,

    /// <summary>The container is unknown or does not exist. The runtime need not clean up.</summary>
    UnknownContainer = 3,

    /// <summary>An environment variable is missing or invalid. The message has its name.</summary>
    InvalidEnvironment = 4,

    /// <summary>Input or output failed, such as reading the configuration.</summary>
    IOFailure = 5,

    /// <summary>The configuration or a result is not valid JSON, or has a value of the wrong type.</summary>
    DecodingFailure = 6,

    /// <summary>The configuration is invalid.</summary>
    InvalidConfiguration = 7,

    /// <summary>CNI_NETNS is the network namespace of the plugin itself.</summary>
    OwnNamespace = 8,

    /// <summary>A condition that passes by itself. The runtime should try again later.</summary>
    TryAgainLater = 11,

    /// <summary>STATUS: the plugin cannot serve ADD requests.</summary>
    PluginNotAvailable = 50,

    /// <summary>STATUS: the plugin cannot serve ADD requests, and existing containers may have limited connectivity.</summary>
    LimitedConnectivity = 51,

    /// <summary>Any other failure.</summary>
    Internal = 999,
}
