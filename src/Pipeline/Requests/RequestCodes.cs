namespace VideoPipeline.Requests;

/// <summary>Every stable code with which a request is refused; a code never changes its meaning once it is released.</summary>
public static class RequestCodes
{
    /// <summary>The body is not JSON at all.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>The body is no text in the encoding that was declared, marked or assumed, or a prompt holds a replaced character.</summary>
    public const string InvalidEncoding = "invalid_encoding";

    /// <summary>Nobody knows the charset that the content type declares.</summary>
    public const string UnsupportedCharset = "unsupported_charset";

    /// <summary>The body is larger than the door takes.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>The body is JSON, but at least one field is wrong.</summary>
    public const string InvalidRequest = "invalid_request";

    public const string UnknownField = "unknown_field";

    public const string DuplicateField = "duplicate_field";

    public const string WrongType = "wrong_type";

    public const string Required = "required";

    public const string UnknownValue = "unknown_value";

    public const string OutOfRange = "out_of_range";

    public const string Empty = "empty";

    public const string TooLong = "too_long";

    public const string TooManyItems = "too_many_items";

    public const string InvalidCharacters = "invalid_characters";

    public const string InvalidUrl = "invalid_url";

    public const string InsecureUrl = "insecure_url";

    public const string InvalidBlob = "invalid_blob";

    /// <summary>A <c>blob://</c> reference into storage that is ours and not the caller's.</summary>
    public const string ForbiddenBlob = "forbidden_blob";

    public const string InvalidDataUri = "invalid_data_uri";

    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>The bytes are not what the data URI says they are.</summary>
    public const string MediaTypeMismatch = "media_type_mismatch";

    public const string InputTooLarge = "input_too_large";

    public const string InvalidKey = "invalid_key";

    /// <summary>The operation that was asked for does not fit the inputs.</summary>
    public const string OperationMismatch = "operation_mismatch";

    /// <summary>Audio is only a companion of images or videos.</summary>
    public const string AudioAlone = "audio_alone";

    /// <summary>No configured provider can do the request.</summary>
    public const string NoProvider = "no_provider";

    /// <summary>The named provider cannot do the request.</summary>
    public const string UnsupportedByProvider = "unsupported_by_provider";

    public const string ProviderNotConfigured = "provider_not_configured";

    public const string UnsupportedModel = "unsupported_model";

    public const string UnsupportedOperation = "unsupported_operation";

    public const string UnsupportedResolution = "unsupported_resolution";

    public const string UnsupportedDuration = "unsupported_duration";

    public const string UnsupportedAspectRatio = "unsupported_aspect_ratio";

    public const string UnsupportedInput = "unsupported_input";

    /// <summary>The provider would have to fetch the input from storage that has private endpoints only.</summary>
    public const string InputNotPublic = "input_not_public";

    public const string MissingInput = "missing_input";

    /// <summary>A switch that the provider does not document, with a value other than its documented default.</summary>
    public const string UnsupportedFlag = "unsupported_flag";

    /// <summary>The price book has no price, and the request needs one.</summary>
    public const string Unpriced = "unpriced";

    /// <summary>What is left of the day's budget is not enough.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    /// <summary>The quote is above <c>max_cost_usd</c>.</summary>
    public const string MaxCostExceeded = "max_cost_exceeded";
}
