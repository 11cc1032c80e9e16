/* The description of the API, drawn by Swagger's own script. It only reads: deeds are described, never sent from here. */
"use strict";

portal.island("api-docs", (element) => {
  SwaggerUIBundle({
    domNode: element,
    url: element.dataset.description,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: false,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
    queryConfigEnabled: false,
  });
});
