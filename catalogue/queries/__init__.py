"""What users read: frozen values for pages, programs and exports.

Every query takes the viewer first and begins with what that viewer may see (`sight`).
"""
